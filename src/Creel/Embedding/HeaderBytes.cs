using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Creel.Embedding;

/// <summary>
/// Kestrel reads header values as UTF-8 unless the app says otherwise; what is kept is a byte a character. So what is beyond a byte is given as the
/// bytes it came as. (What the app made of bytes that are no UTF-8 is decided before us: by default it answers 400.)
/// </summary>
internal static class HeaderBytes
{
    public static void Restore(IHeaderDictionary headers)
    {
        List<KeyValuePair<string, StringValues>>? wide = null;
        foreach (var header in headers)
        {
            foreach (var value in header.Value)
            {
                if (!IsWide(value)) continue;
                (wide ??= []).Add(header);
                break;
            }
        }
        foreach (var (name, values) in wide ?? []) headers[name] = new([.. values.Select(value => IsWide(value) ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value!)) : value)]);
    }

    private static bool IsWide(string? value) => value.AsSpan().ContainsAnyExceptInRange('\0', '\xFF');
}
