namespace Creel.Inbox;

/// <summary>How an accepted event proved who sent it. The numbers are stored: never renumber.</summary>
internal enum Verdict
{
    /// <summary>The source's credentials or signature were checked.</summary>
    Verified = 1,

    /// <summary>The source takes events from anyone.</summary>
    Open = 2,

    /// <summary>Read from a file; nobody proved anything to us.</summary>
    Imported = 3,

    /// <summary>Refused first; an operator looked at it in the quarantine and let it in.</summary>
    Accepted = 4,
}

/// <summary>What became of reading the body. The numbers are stored: never renumber.</summary>
internal enum BodyReading
{
    /// <summary>Read, or not meant to be read (not JSON).</summary>
    Fine = 0,

    /// <summary>Not the JSON its Content-Type says.</summary>
    Malformed = 1,

    /// <summary>Not read for a reason that is ours, such as nesting deeper than we go.</summary>
    Unparsed = 2,
}
