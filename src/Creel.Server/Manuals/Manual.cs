namespace Creel.Server.Manuals;

/// <summary>A page for people to read, before it is known where: on a terminal, or among the docs. Text between back quotes is what is typed.</summary>
internal sealed record Manual(string Title, IReadOnlyList<ManualPart> Parts);

internal abstract record ManualPart;

internal sealed record ManualHeading(string Text) : ManualPart;

internal sealed record ManualParagraph(string Text) : ManualPart;

/// <summary>Steps, or points in no order.</summary>
internal sealed record ManualList(IReadOnlyList<string> Items, bool Numbered = false) : ManualPart;

/// <summary>Words, each with what it stands for.</summary>
internal sealed record ManualRows(IReadOnlyList<(string Name, string Text)> Rows) : ManualPart;

/// <summary>Lines to copy.</summary>
internal sealed record ManualCode(string Language, string Text) : ManualPart;

internal sealed record ManualLinks(IReadOnlyList<string> Urls) : ManualPart;
