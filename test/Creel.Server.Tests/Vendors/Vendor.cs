using System.Collections.Concurrent;
using Creel.Senders;
using Creel.Signatures;
using Creel.Tests.Senders;

namespace Creel.Server.Tests.Vendors;

/// <summary>A sender whose maker has a library for those who receive from it, and the made-up keys that both sides use here.</summary>
internal sealed class Vendor
{
    private Vendor(string name)
    {
        Profile = SenderCatalog.Embedded.Find(name)!;
        // What the libraries know where a sender signs in several ways.
        Scheme = Profile.Schemes.FirstOrDefault(scheme => scheme is HmacScheme) ?? Profile.Schemes.First();
        (Key, OtherKey) = (MadeUpKeys.For(Scheme, 1)!, MadeUpKeys.For(Scheme, 2)!);
    }

    /// <summary>All of <c>vendors.mjs</c>.</summary>
    public static readonly string[] Names = ["standard-webhooks", "svix", "github", "stripe", "twilio", "slack", "sendgrid", "hubspot", "discord", "linear", "shopify"];

    public SenderProfile Profile { get; }
    public SignatureScheme Scheme { get; }
    public MadeUpKey Key { get; }
    public MadeUpKey OtherKey { get; }
    public string Name => Profile.Name;

    // Of some kinds each key that is made up is a new one.
    private static readonly ConcurrentDictionary<string, Vendor> Known = new();

    public static Vendor Of(string name) => Known.GetOrAdd(name, name => new Vendor(name));

    /// <summary>The sender's sample as it is before it is signed, and what else its bodies may look like.</summary>
    public IEnumerable<OutgoingRequest> Unsigned(Uri url, DateTimeOffset now)
    {
        OutgoingRequest Sample() => SenderSample.Of(Profile)!.Fill(url, now);
        yield return Sample();
        var foreign = Sample();
        if (UrlForm.Says(foreign.Headers["Content-Type"]))
        {
            foreign.Body = [.. foreign.Body, .. "&Note=Z%C3%BCrich+%F0%9F%98%80+%26+more&Note=a&Empty="u8];
            var json = Sample();
            json.Body = """{"note":"Zürich 😀"}"""u8.ToArray();
            json.Headers["Content-Type"] = "application/json";
            yield return json;
        }
        else
        {
            // Read and written anew it would be another body: escapes, spaces, the order of keys, a number's digits, an end of line.
            var note = """{ "note" :"Zürich 😀 \u00fc \/", "b":1.0,"a":1e2"""u8;
            var open = foreign.Body.AsSpan().IndexOf((byte)'{') + 1;
            foreign.Body = [.. foreign.Body.AsSpan(0, open - 1), .. note, (byte)',', .. foreign.Body.AsSpan(open), (byte)'\r', (byte)'\n'];
        }
        yield return foreign;
    }
}
