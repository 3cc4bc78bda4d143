using System.Text;
using System.Text.Json;
using Creel.Json;

namespace Creel.Signatures;

/// <summary>A message of SNS as it stands in the body, and the text that is signed of it.</summary>
internal sealed class SnsMessage
{
    // SNS writes about a dozen.
    private const int MostNames = 64;

    private static readonly string[] OfNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] OfConfirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private SnsMessage() { }

    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>
    /// Null when it is no JSON object, or has a name twice: whoever reads on might take the one that was not signed.
    /// </summary>
    public static SnsMessage? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var message = new SnsMessage();
            var reader = new Utf8JsonReader(json, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonPlace.Decode(reader.ValueSpan);
                if (!names.Add(name) || names.Count > MostNames) return null;
                reader.Read();
                if (reader.TokenType == JsonTokenType.String) message._fields.Add(name, JsonPlace.Decode(reader.ValueSpan));
                else reader.Skip();
            }
            reader.Read();
            return message;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// What is signed: names and values, each on a line of its own. Null, with the name, where one is missing. Only the message itself
    /// may have several lines: else one signed text could be cut into fields in two ways.
    /// </summary>
    public byte[]? Signed(out string missing)
    {
        missing = "Type";
        var names = this["Type"] switch
        {
            "Notification" => OfNotification,
            "SubscriptionConfirmation" or "UnsubscribeConfirmation" => OfConfirmation,
            _ => null,
        };
        if (names is null) return null;
        var text = new StringBuilder();
        foreach (var name in names)
        {
            missing = name;
            var value = this[name];
            if (value is null && name == "Subject") continue;
            if (value is null || (name != "Message" && value.Contains('\n'))) return null;
            text.Append(name).Append('\n').Append(value).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
