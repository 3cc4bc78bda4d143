namespace Creel.Bench;

/// <summary>The credentials every party checks: those of the receiver that people come from.</summary>
internal static class Credentials
{
    public const string UserPassword = "username:password";
    public const string HeaderValue = "Basic dXNlcm5hbWU6cGFzc3dvcmQ=";
}
