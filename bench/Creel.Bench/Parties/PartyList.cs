using System.Globalization;

namespace Creel.Bench.Parties;

/// <summary>All parties, in the order of a turn.</summary>
internal static class PartyList
{
    public const string Creel = "creel";
    public const string Bare = "bare Kestrel";
    public const string Gunicorn = "Flask under gunicorn";
    public const string Flask = "Flask";
    public const string Adnanh = "adnanh/webhook";

    public static Party[] All(string creel, string partyFiles) =>
    [
        CreelAt(creel),
        new()
        {
            Name = Bare,
            Keeps = "nothing",
            Program = Environment.ProcessPath!,
            Arguments = place => ["bare", "--port", Text(place.Port), "--cert", place.Certificate, "--key", place.Key],
        },
        new()
        {
            Name = "nginx, fixed 202",
            Keeps = "nothing",
            Program = "/usr/sbin/nginx",
            VersionArguments = ["-v"],
            Arguments = place =>
            {
                var template = File.ReadAllText(Path.Combine(partyFiles, "nginx.conf"));
                File.WriteAllText(place.At("nginx.conf"), template.Replace("{port}", Text(place.Port), StringComparison.Ordinal));
                return ["-p", place.Directory, "-c", place.At("nginx.conf"), "-e", place.At("nginx.err")];
            },
        },
        new()
        {
            Name = Gunicorn,
            Keeps = "a file, no fsync",
            Program = "/usr/bin/gunicorn",
            Arguments = place =>
            {
                File.Copy(Path.Combine(partyFiles, "flask_rx.py"), place.At("flask_rx.py"), overwrite: true);
                return
                [
                    "-w", "3", "--threads", "4", "--certfile", place.Certificate, "--keyfile", place.Key,
                    "-b", $"127.0.0.1:{Text(place.Port)}", "flask_rx:app",
                ];
            },
        },
        new()
        {
            Name = Adnanh,
            Keeps = "nothing",
            Program = "/usr/bin/webhook",
            VersionArguments = ["-version"],
            Arguments = place =>
            [
                "-hooks", Path.Combine(partyFiles, "hooks.json"), "-secure", "-cert", place.Certificate, "-key", place.Key,
                "-ip", "127.0.0.1", "-port", Text(place.Port), "-urlprefix", "",
            ],
        },
        new()
        {
            // Its author's way of running it takes one connection a thread and closes it after each answer: more senders only queue.
            Name = Flask,
            Keeps = "a file, no fsync",
            Program = "/usr/bin/python3",
            VersionArguments = ["-c", "import flask, sys; print('Flask', flask.__version__, 'Python', sys.version.split()[0])"],
            Connections = 16,
            Arguments = place => [Path.Combine(partyFiles, "flask_rx.py"), Text(place.Port), place.Certificate, place.Key],
        },
    ];

    public static Party CreelAt(string program) => new()
    {
        Name = Creel,
        Keeps = "every event, fsync before the answer",
        Program = program,
        Arguments = place =>
        [
            "serve", "--data", place.At("data"), "--listen", $"https://127.0.0.1:{Text(place.Port)}",
            "--console", $"http://127.0.0.1:{Text(place.ConsolePort)}", "--user", Credentials.UserPassword,
        ],
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
