using System.Text;

namespace Creel.Server.Sending;

/// <summary>Reads the body named by <c>--data TEXT|@FILE|-</c>, as curl does.</summary>
internal static class BodyOption
{
    // More than any receiver takes, and less than would hurt this machine.
    public const int Largest = 256 * 1024 * 1024;

    public static byte[] Read(string option, Stream standardInput)
    {
        if (option == "-") return ReadAll(standardInput, "Standard input");
        if (!option.StartsWith('@')) return Encoding.UTF8.GetBytes(option);
        var path = option[1..];
        try
        {
            using var file = File.OpenRead(path);
            return ReadAll(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandException.Failed($"The body can't be read from `{path}`: {e.Message}", "Name a file that exists: --data @FILE");
        }
    }

    private static byte[] ReadAll(Stream stream, string name)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            copy.Write(buffer, 0, read);
            if (copy.Length <= Largest) continue;
            throw CommandException.Failed($"{name} holds more than {Largest / 1024 / 1024} MB.", "No receiver takes a body as large as that.");
        }
        return copy.ToArray();
    }
}
