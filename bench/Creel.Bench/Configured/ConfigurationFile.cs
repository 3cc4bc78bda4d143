using System.Text;
using Creel.Bench.Load;

namespace Creel.Bench.Configured;

/// <summary>A configuration of many sources, written anew with another content each time.</summary>
internal sealed class ConfigurationFile(string path, int sources)
{
    private int _version;

    public string Path => path;

    /// <summary>Writes it beside its place and moves it there, as tools that manage configurations do.</summary>
    public void Write()
    {
        var next = path + ".next";
        var text = new StringBuilder();
        text.Append("# version ").Append(++_version).Append("\nsources:\n");
        // The receiver is asked for "/" with these credentials until it answers.
        text.Append("  probe:\n    path: /webhook\n    sender: catalyst-center\n    basic:\n");
        foreach (var (user, password) in BenchSource.Some(0).Select(one => (one.User, one.Password)))
            text.Append($"      - user: {user}\n        password: {password}\n");
        var number = 0;
        foreach (var source in BenchSource.Some(sources))
        {
            text.Append($"  source-{number++}:\n    path: {source.Path}\n    sender: catalyst-center\n    basic:\n");
            text.Append($"      - user: {source.User}\n        password: {source.Password}\n");
            // A second password, as while one replaces another: something that differs from version to version.
            text.Append($"      - user: {source.User}\n        password: another made-up password {_version}\n");
        }
        File.WriteAllText(next, text.ToString());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(next, path, overwrite: true);
    }
}
