using System.Diagnostics;
using System.Text.Json.Nodes;
using Creel.Signatures;
using Creel.Tests.Senders;

namespace Creel.Server.Tests.Vendors;

/// <summary>
/// The vendors' own libraries (<c>package.json</c> beside this), run by one Node process for all tests, which ends when its standard
/// input does: with this program. <c>./build.sh vendors</c> fetches them.
/// </summary>
internal sealed class VendorLibraries
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<VendorLibraries> Running = new(() => new VendorLibraries());

    private readonly Process _node;
    private readonly Task<string> _complaints;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private VendorLibraries()
    {
        // Node looks for packages beside the program that wants them.
        var program = Path.Combine(Folder, "vendors.mjs");
        File.Copy(Path.Combine(Here, "vendors.mjs"), program, overwrite: true);
        _node = Process.Start(new ProcessStartInfo("node", [program]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder })!;
        _complaints = _node.StandardError.ReadToEndAsync();
    }

    private static string Here => Repository.At("test", "Creel.Server.Tests", "Vendors");

    private static string Folder => Repository.At("artifacts", "node");

    /// <summary>A file of one of the packages.</summary>
    public static string PackageFile(params ReadOnlySpan<string> parts)
    {
        Need();
        return Path.Combine([Folder, "node_modules", .. parts]);
    }

    /// <summary>A signature of the vendor's library; it has to agree that a fresh one is good.</summary>
    public static async Task<OutgoingRequest> SignedAsync(Vendor vendor, OutgoingRequest request, MadeUpKey key, DateTimeOffset now, bool fresh = true)
    {
        var question = Question("sign", vendor, request, key.Checks);
        question["signingKey"] = key.Signs;
        question["now"] = now.ToUnixTimeMilliseconds();
        var answer = await AskAsync(question);
        Assert.True(!fresh || answer["good"]!.GetValue<bool>(), $"{vendor.Name}'s library does not agree with its own signature: {answer["why"]}");
        var signed = new OutgoingRequest { Method = request.Method, Url = new Uri(answer["url"]!.GetValue<string>()), Body = request.Body };
        foreach (var (name, value) in request.Headers) signed.Headers[name] = value;
        foreach (var (name, value) in answer["headers"]!.AsObject()) signed.Headers[name] = value!.GetValue<string>();
        return signed;
    }

    /// <summary>What the vendor's library has against a request; null: nothing.</summary>
    public static async Task<string?> ComplaintAsync(Vendor vendor, OutgoingRequest request, MadeUpKey key)
    {
        var answer = await AskAsync(Question("verify", vendor, request, key.Checks));
        return answer["good"]!.GetValue<bool>() ? null : answer["why"]?.GetValue<string>() ?? "It says no.";
    }

    public static async Task<JsonNode> AskAsync(JsonObject question)
    {
        Need();
        return await Running.Value.AnswerAsync(question);
    }

    public static JsonObject Question(string ask, Vendor vendor, OutgoingRequest request, string secret) => new()
    {
        ["ask"] = ask,
        ["vendor"] = vendor.Name,
        ["secret"] = secret,
        ["method"] = request.Method,
        ["url"] = request.Url.AbsoluteUri,
        ["headers"] = new JsonObject(request.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
        ["body"] = Convert.ToBase64String(request.Body),
    };

    // On a machine of a developer's without network there is nothing to run; where changes are judged, that must not go by unseen.
    private static void Need()
    {
        if (Missing() is not { } missing) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.Skip(missing);
    }

    private static string? Missing()
    {
        var wanted = Path.Combine(Here, "package.json");
        var fetched = Path.Combine(Folder, "package.json");
        if (!File.Exists(fetched) || File.ReadAllText(fetched) != File.ReadAllText(wanted))
            return "The vendors' libraries are not there: ./build.sh vendors fetches them, which needs Node.js, npm and the network.";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")))
            ? null
            : "There is no Node.js on this machine (Debian, Ubuntu: nodejs).";
    }

    private async Task<JsonNode> AnswerAsync(JsonObject question)
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _node.StandardInput.WriteLineAsync(question.ToJsonString());
            await _node.StandardInput.FlushAsync();
            var line = await _node.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException($"Node.js ended (18 or newer is needed): {await _complaints}");
            var whole = JsonNode.Parse(line)!;
            return whole["error"] is { } error ? throw new InvalidOperationException($"{question["ask"]} {question["vendor"]}: {error}") : whole["answer"]!;
        }
        finally
        {
            _turn.Release();
        }
    }
}
