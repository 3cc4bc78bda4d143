namespace Creel.Signatures;

/// <summary>A header that must carry a certain value.</summary>
/// <param name="Name">The header's name, in any case.</param>
/// <param name="Value">What it must say.</param>
internal sealed record HeaderCredential(string Name, SecretText Value);
