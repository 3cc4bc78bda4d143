using System.Text.Json;
using Creel.Storage;

namespace Creel.Server.Local;

/// <summary>What a running server writes down for the commands on its machine.</summary>
internal sealed record ServerState
{
    public required int ProcessId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Base URLs it receives at, best first: <c>https://localhost:5443</c>.</summary>
    public required string[] ReceiveUrls { get; init; }

    /// <summary>The path of each source by name.</summary>
    public required Dictionary<string, string> Sources { get; init; }

    /// <summary>The file of the certificate served; null when it is Creel's own.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The configuration file that it runs by; null: none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The URL by which senders reach it, if it was told one.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>URL of console and API; null when off.</summary>
    public string? ConsoleUrl { get; init; }

    /// <summary>The state that a server left in the directory (it may have ended since), or null.</summary>
    public static ServerState? Read(DataDirectory data)
    {
        try { return JsonSerializer.Deserialize(File.ReadAllBytes(data.StateFile), LocalJson.Default.ServerState); }
        catch (Exception e) when (e is FileNotFoundException or JsonException) { return null; }
    }

    public void Write(DataDirectory data) =>
        OwnerOnlyFile.Write(data.StateFile, JsonSerializer.SerializeToUtf8Bytes(this, LocalJson.Default.ServerState));
}
