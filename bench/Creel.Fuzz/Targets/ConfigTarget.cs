using System.Text;
using Creel.Configuration;

namespace Creel.Fuzz.Targets;

/// <summary>A configuration file of any bytes: a configuration or errors, and no secret in them.</summary>
internal static class ConfigTarget
{
    private const string Secret = "s3cr3t~9b2";

    private static readonly ConfigRules Rules = new() { Listen = (_, _) => null, Console = _ => null, CertificateName = _ => null, Tls = _ => null };
    private static readonly ConfigOutside Outside = new(_ => Secret, (_, _) => Encoding.UTF8.GetBytes(Secret));

    public static FuzzTarget Create() => new("config", input =>
    {
        var problems = new ConfigProblems();
        var options = ConfigReader.Read(new("/etc/creel/creel.yaml", input, OthersCanRead: false), Outside, problems);
        var configured = options is null ? null : ConfigCompiler.Compile(options, Rules, problems);
        FindingException.ThrowUnless(configured is not null || problems.All.Count > 0, "neither a configuration nor an error");
        FindingException.ThrowUnless(problems.All.All(one => !one.Text("creel.yaml").Contains(Secret, StringComparison.Ordinal)), "an error tells a secret");
        _ = configured?.Build(() => []).Find("/webhook");
    },
    "sources:\n  a:\n    path: /webhook\n    basic:\n      - { user: a, password: \"${env:A}\" }\n    allow: [192.0.2.0/24]\n",
    "listen: [\"https://*:5443\"]\nretention: { maxAge: 90d, maxBytes: 20GB }\nsources:\n  b: { path: /b, bearer: [\"${file:b}\"], respond: { status: 200, body: ok } }\n",
    "sources: { c: { path: /c, open: true, bodyLimit: 1MiB, headers: [{ name: X-A, value: b }] } }\ntls: { names: [a.example.com] }\n",
    "&a [*a]\n", "? x\n: |\n  y\n");
}
