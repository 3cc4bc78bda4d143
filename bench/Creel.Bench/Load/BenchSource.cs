using System.Text;

namespace Creel.Bench.Load;

/// <summary>Where a sender sends, and with which credentials.</summary>
internal sealed record BenchSource(string Path, string User, string Password)
{
    public string HeaderValue => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));

    /// <summary>The first so many of the configured sources; for none, the one that every party has.</summary>
    public static IEnumerable<BenchSource> Some(int count) => count == 0
        ? [new("/webhook", Credentials.UserPassword.Split(':')[0], Credentials.UserPassword.Split(':')[1])]
        : Enumerable.Range(0, count).Select(i => new BenchSource($"/hooks/source-{i}", $"sender-{i}", $"a made-up password {i}"));
}
