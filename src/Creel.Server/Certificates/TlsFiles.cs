using Creel.Configuration;

namespace Creel.Server.Certificates;

/// <summary>The content of the files that <c>tls</c> names, as it was at one look. A symbolic link is followed anew at each look.</summary>
internal sealed record TlsFiles
{
    public required TlsSettings Settings { get; init; }
    public byte[] Certificate { get; private init; } = [];
    public byte[]? Key { get; private init; }
    public byte[]? ClientCa { get; private init; }

    /// <exception cref="CommandException">One can't be read.</exception>
    public static TlsFiles Read(TlsSettings settings) => new()
    {
        Settings = settings,
        Certificate = settings.Certificate is { } certificate ? Content("certificate", certificate) : [],
        Key = settings.Key is { } key ? Content("key", key) : null,
        ClientCa = settings.ClientCa is { } ca ? Content("clientCa", ca) : null,
    };

    public bool SameAs(TlsFiles other) => Certificate.AsSpan().SequenceEqual(other.Certificate)
        && Key.AsSpan().SequenceEqual(other.Key) && ClientCa.AsSpan().SequenceEqual(other.ClientCa);

    private static byte[] Content(string key, string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandException.Failed($"tls.{key}: {file} does not exist.", "Name the file where it is, or put it there.");
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandException.Failed($"tls.{key}: {file} can't be read by the user {Environment.UserName}, as whom Creel runs.",
                $"Give that user the right to read it, for example: setfacl -m u:{Environment.UserName}:r {file}");
        }
        catch (IOException e)
        {
            throw CommandException.Failed($"tls.{key}: {file} can't be read: {e.Message}", "Name a file that can be read.");
        }
    }
}
