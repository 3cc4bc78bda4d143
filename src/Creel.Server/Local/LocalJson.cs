using System.Text.Json.Serialization;

namespace Creel.Server.Local;

/// <summary>How the files of the data directory are written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalSecrets))]
[JsonSerializable(typeof(ServerState))]
internal sealed partial class LocalJson : JsonSerializerContext;
