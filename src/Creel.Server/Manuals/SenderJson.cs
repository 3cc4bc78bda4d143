using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Creel.Configuration;
using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>A sender as one JSON object: the profile as it is written, and what follows from it.</summary>
internal static class SenderJson
{
    /// <param name="sender">The sender.</param>
    /// <param name="url">The URL that it is given.</param>
    public static string Write(SenderProfile sender, string url)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("name", sender.Name);
            json.WriteString("title", sender.Title);
            json.WriteString("standing", SenderManual.StandingWord(sender));
            json.WriteString("authenticates", SenderAuthText.Short(sender));
            json.WriteString("url", url);
            json.WriteNumber("bodyLimit", sender.BodyLimit ?? Source.DefaultBodyLimit);
            json.WriteBoolean("hasSenderKey", sender.SenderKey is not null);
            json.WriteString("configuration", SenderConfigBlock.Yaml(sender));
            foreach (var property in JsonSerializer.SerializeToElement(sender.Data, ProfileJson.Default.ProfileData).EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Null || property.Name is "name" or "title" or "bodyLimit") continue;
                json.WritePropertyName(property.Name);
                WithoutNulls(property.Value, json);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // What a profile does not say is no member; a sample's body is as it is.
    private static void WithoutNulls(JsonElement value, Utf8JsonWriter json)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var item in value.EnumerateArray()) WithoutNulls(item, json);
            json.WriteEndArray();
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (var property in value.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
            {
                json.WritePropertyName(property.Name);
                if (property.Name == "body") property.Value.WriteTo(json);
                else WithoutNulls(property.Value, json);
            }
            json.WriteEndObject();
        }
        else
        {
            value.WriteTo(json);
        }
    }
}
