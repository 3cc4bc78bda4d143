using Creel.Inbox;

namespace Creel;

/// <summary>What the sender's profile read out of an event, or out of one item of it. Everything may be missing.</summary>
public sealed class WebhookFacts
{
    private readonly Facts _facts;

    internal WebhookFacts(Facts facts) => _facts = facts;

    /// <summary>What kind of event it is, in the sender's words.</summary>
    public string? Type => _facts.Type;

    /// <summary>One line for people.</summary>
    public string? Title => _facts.Title;

    /// <summary>1 critical, 2 error, 3 warning, 4 notice, 5 info; null when the sender says nothing of it.</summary>
    public int? Level => _facts.Level;

    /// <summary>The word for <see cref="Level"/>.</summary>
    public string? Severity => _facts.Severity;

    /// <summary>The severity as the sender wrote it.</summary>
    public string? SeverityRaw => _facts.SeverityRaw;

    /// <summary><c>active</c>, <c>resolved</c>, <c>acknowledged</c>, <c>ignored</c> or null.</summary>
    public string? Status => _facts.Status;

    /// <summary>The status as the sender wrote it.</summary>
    public string? StatusRaw => _facts.StatusRaw;

    /// <summary>What it is about: a device, an interface, a repository.</summary>
    public string? Subject => _facts.Subject;

    /// <summary>The id that "active" and "resolved" share.</summary>
    public string? Correlation => _facts.Correlation;

    /// <summary>When it happened, as far as the sender's time could be read.</summary>
    public DateTimeOffset? OccurredAt => _facts.OccurredAt;

    /// <summary>The time as the sender wrote it.</summary>
    public string? OccurredAtRaw => _facts.OccurredAtRaw;

    /// <summary>Where the sender shows more.</summary>
    public string? Link => _facts.Link;

    /// <summary>A trial event, made by somebody who pressed a "try it" button.</summary>
    public bool IsTest => _facts.Test;
}
