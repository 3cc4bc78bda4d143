using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>The configuration that a server starts with.</summary>
/// <param name="Loader">Reads it again.</param>
/// <param name="Configured">What it says.</param>
/// <param name="Fingerprint">Of what was read.</param>
internal sealed record FirstConfig(ConfigLoader Loader, Configured Configured, string Fingerprint);
