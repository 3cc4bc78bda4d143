namespace Creel.Server.Tailing;

/// <summary>A line on the screen: an event, or (without an id) something said between the events.</summary>
internal sealed record TailRow(string Text, Guid? Id = null);
