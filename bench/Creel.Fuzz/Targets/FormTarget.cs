using System.Text;
using System.Text.Json;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Fuzz.Targets;

/// <summary>Any form through every profile: as JSON it is JSON, facts never throw, and what is signed of it does not depend on the order of its fields.</summary>
internal static class FormTarget
{
    private const string Type = "application/x-www-form-urlencoded; charset=UTF-8";

    public static FuzzTarget Create() => new("forms", input =>
    {
        using (var document = JsonDocument.Parse(FormBody.AsJson(input, null).ToArray(), new JsonDocumentOptions { AllowDuplicateProperties = true }))
            FindingException.ThrowUnless(document.RootElement.ValueKind == JsonValueKind.Object, "no object");
        foreach (var profile in SenderCatalog.Embedded.All)
        {
            var reading = FactsReader.Read(profile, input, Type, "203.0.113.9");
            FindingException.ThrowUnless(reading.Items.Count > 0, $"{profile.Name}: no items");
        }
        var fields = UrlForm.Fields(input);
        var turned = string.Join('&', Encoding.Latin1.GetString(input).Split('&').Reverse());
        FindingException.ThrowUnless(UrlForm.Fields(Encoding.Latin1.GetBytes(turned)) == fields, "the order of fields matters");
        foreach (var way in UrlForm.Ways("https://creel.example.net/a?" + Encoding.Latin1.GetString(input)).Take(100)) FindingException.ThrowUnless(way.StartsWith("https://creel.example.net", StringComparison.Ordinal), way);
        _ = UrlForm.Ways(Encoding.Latin1.GetString(input)).Count();
        _ = UrlForm.Sums(Encoding.Latin1.GetString(input), out _);
    }, "payload=%7B%22action%22%3A+%22opened%22%7D&a=b", "To=%2B15005550006&Body=a+b%00%ff%C3%A9&To=x&=y&&z", "http://[::1]:80/a'b?c=%27", "bodySHA256=aa&bodySHA256=bb", "a:b@c:80/?d", "%", "");
}
