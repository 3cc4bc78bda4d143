namespace Creel.Server.Sending;

/// <summary>What one request came to: an answer, or a fault that kept it from getting one.</summary>
internal sealed record SendResult
{
    /// <summary>0 when there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>The answer's body, at most the first 64 KB of it.</summary>
    public string Text { get; init; } = "";

    /// <summary>The id under which a Creel keeps the event.</summary>
    public Guid? EventId { get; init; }

    public SendFault? Fault { get; init; }

    public bool Succeeded => Status is >= 200 and <= 299;
}
