namespace Creel.Server.Local;

/// <summary>A header that a sender must send. Never printed by accident: <see cref="ToString"/> hides its value.</summary>
/// <param name="Header">The header's name.</param>
/// <param name="Value">What it says.</param>
/// <param name="User">What the value was made of, where that is HTTP Basic.</param>
internal sealed record SenderCredential(string Header, string Value, UserPassword? User = null)
{
    public static SenderCredential Basic(UserPassword user) => new("Authorization", user.HeaderValue, user);

    public static SenderCredential Bearer(string token) => new("Authorization", $"Bearer {token}");

    public override string ToString() => $"{Header}: ***";
}
