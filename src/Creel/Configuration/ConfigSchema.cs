using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Creel.Configuration;

/// <summary>The JSON schema of a configuration file, for editors: made from the tables that reading goes by.</summary>
internal static class ConfigSchema
{
    public static string Text()
    {
        using var buffer = new MemoryStream();
        // It is read by people too, and never stands in a page: quotes need no escapes.
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
            json.WriteString("title", "Creel's configuration, creel.yaml");
            ConfigKeys.File.WriteSchema(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
