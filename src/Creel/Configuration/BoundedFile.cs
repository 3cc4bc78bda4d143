namespace Creel.Configuration;

/// <summary>Reads files that should be small. They are looked at again and again, so nothing is taken that is not needed.</summary>
internal static class BoundedFile
{
    /// <summary>The content, or its first <paramref name="most"/> bytes and one more.</summary>
    public static byte[] Read(FileStream file, int most)
    {
        // A pipe has no length.
        var bytes = new byte[file.CanSeek ? (int)Math.Clamp(file.Length + 1, 64, most + 1) : 4_096];
        var length = 0;
        while (true)
        {
            length += file.ReadAtLeast(bytes.AsSpan(length), bytes.Length - length, throwOnEndOfStream: false);
            if (length < bytes.Length || length > most) return bytes[..length];
            Array.Resize(ref bytes, Math.Min(2 * bytes.Length, most + 1));
        }
    }
}
