namespace Creel.Console;

/// <summary>
/// The bearer token of the API. Only its hash is held, so that it can't be printed, and comparing takes the same time whatever
/// is sent.
/// </summary>
internal sealed class ApiToken
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _hash;

    public ApiToken(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        _hash = Secret.Hash(token);
    }

    /// <summary>Whether an Authorization header carries this token.</summary>
    public bool IsIn(string? authorization) =>
        authorization is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && Secret.Same(Secret.Hash(authorization[Scheme.Length..].Trim()), _hash);

    public override string ToString() => "***";
}
