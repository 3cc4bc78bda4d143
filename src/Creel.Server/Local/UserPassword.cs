using System.Text;

namespace Creel.Server.Local;

/// <summary>A user and password. Never printed by accident: <see cref="ToString"/> hides the password.</summary>
internal sealed record UserPassword(string User, string Password)
{
    /// <summary>Reads <c>NAME:PASSWORD</c>; the first colon splits, so a password may hold colons.</summary>
    public static UserPassword? Parse(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && colon < text.Length - 1 ? new(text[..colon], text[(colon + 1)..]) : null;
    }

    /// <summary>The value of the Authorization header.</summary>
    public string HeaderValue => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));

    public override string ToString() => $"{User}:***";
}
