namespace Creel.Inbox;

/// <summary>What a kept request is to be tried against. Not a record: its text would hold the secrets.</summary>
internal sealed class VerifyWish
{
    /// <summary>A product; null: the one that its source expects.</summary>
    public string? Sender { get; init; }

    /// <summary>None: those of its source.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The URL that the sender called, where that is signed; null: what is configured, or was asked for.</summary>
    public string? Url { get; init; }
}

/// <summary>What became of trying a kept request's signature again.</summary>
internal sealed record VerifyOutcome
{
    /// <summary>Why it can't be tried; null: it was.</summary>
    public string? Problem { get; init; }

    public bool Verified { get; init; }

    /// <summary>The product as which it was tried.</summary>
    public string Sender { get; init; } = "";

    /// <summary>What was checked, in words.</summary>
    public string Scheme { get; init; } = "";

    /// <summary>The first check that failed; null: none.</summary>
    public string? Reason { get; init; }

    public Explanation? Explanation { get; init; }

    public static VerifyOutcome CannotBeTried(string why) => new() { Problem = why };
}
