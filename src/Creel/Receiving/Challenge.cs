using Creel.Configuration;
using Microsoft.Extensions.Primitives;

namespace Creel.Receiving;

/// <summary>What WWW-Authenticate says: the schemes that are taken. Headers with a secret and client certificates have no scheme.</summary>
internal static class Challenge
{
    private const string Basic = "Basic realm=\"creel\", charset=\"UTF-8\"";
    private const string Bearer = "Bearer realm=\"creel\"";
    private static readonly StringValues Both = new([Basic, Bearer]);

    public static StringValues Of(IReadOnlyList<Source> sources)
    {
        bool basic = false, bearer = false;
        foreach (var source in sources)
        {
            basic |= source.Basic.Count > 0;
            bearer |= source.Bearer.Count > 0;
        }
        return (basic, bearer) switch
        {
            (true, true) => Both,
            (true, false) => Basic,
            (false, true) => Bearer,
            _ => default,
        };
    }
}
