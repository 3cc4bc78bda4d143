namespace Creel.Inbox;

/// <summary>
/// Where refused requests are kept, apart from the events: whoever may send us anything must not touch what is durable. It
/// is bounded and loses the oldest. What every such store must do is written down as tests: <c>QuarantineStoreConformance</c>.
/// </summary>
internal interface IQuarantineStore : IQuarantineLog, IDisposable
{
    /// <summary>Keeps new ones and counts repetitions, in one transaction, within the bounds. Called by the one writer.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was kept; the store is usable again.</exception>
    void Write(IReadOnlyList<RefusedRequest> added, IReadOnlyList<RefusedAgain> again);

    /// <summary>Remembers the event that an operator made of a refused request.</summary>
    /// <exception cref="StoreUnavailableException">It could not be remembered.</exception>
    void MarkAccepted(Guid id, Guid eventId, DateTimeOffset at);

    /// <summary>What it takes on disk.</summary>
    long Bytes { get; }
}

/// <summary>The reading side of the quarantine. Every call is short.</summary>
internal interface IQuarantineLog
{
    /// <summary>The newest before a place (null: from the end), newest first.</summary>
    IReadOnlyList<QuarantineRow> Newest(QuarantineFilter filter, long? before, int limit);

    /// <summary>One by its id, or null.</summary>
    QuarantinedRequest? Find(Guid id);
}
