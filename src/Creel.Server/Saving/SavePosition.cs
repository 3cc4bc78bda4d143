using System.Security.Cryptography;
using System.Text.Json.Serialization;
using System.Text.Json;
using System.Text;
using Creel.Server.Local;
using Creel.Storage;

namespace Creel.Server.Saving;

/// <summary>How far a save file has come, stored in the data directory under the file's path.</summary>
internal sealed class SavePosition
{
    private readonly string _file;
    private readonly string _path;

    private SavePosition(string file, string path, SavePositionData data) => (_file, _path, Seq, Length, Identity) = (file, path, data.Seq, data.Length, data.File);

    /// <summary>The last event in the file.</summary>
    public long Seq { get; private set; }

    /// <summary>The file's length after it.</summary>
    public long Length { get; private set; }

    /// <summary>Which file that is, whatever it is called by now; null: not known.</summary>
    public string? Identity { get; private set; }

    /// <summary>The stored position; for a file that was never saved to, the inbox's end: what comes from now on is saved.</summary>
    public static SavePosition ReadOrBegin(DataDirectory data, string path, long lastSeq)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 8));
        var file = Path.Combine(data.SaveDirectory, name + ".json");
        try
        {
            Directory.CreateDirectory(data.SaveDirectory);
            if (File.Exists(file) && JsonSerializer.Deserialize(File.ReadAllBytes(file), SaveJson.Default.SavePositionData) is { } stored)
                return new SavePosition(file, path, stored);
        }
        catch (JsonException e)
        {
            throw CommandException.Failed($"{file}, which says how far {path} has come, is damaged: {e.Message}",
                "Move it away to save only what comes from now on; `creel export --format pretty` writes everything that is kept.");
        }
        var begin = new SavePosition(file, path, new(path, lastSeq, File.Exists(path) ? new FileInfo(path).Length : 0, null));
        begin.Write();
        return begin;
    }

    public void Advance(long seq, long length) => (Seq, Length) = (seq, length);

    /// <summary>From now on it is this file, from this length on.</summary>
    public void Follow(string? identity, long length) => (Identity, Length) = (identity, length);

    public void Write() =>
        OwnerOnlyFile.Write(_file, JsonSerializer.SerializeToUtf8Bytes(new(_path, Seq, Length, Identity), SaveJson.Default.SavePositionData));
}

internal sealed record SavePositionData(string Path, long Seq, long Length, string? File);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SavePositionData))]
internal sealed partial class SaveJson : JsonSerializerContext;
