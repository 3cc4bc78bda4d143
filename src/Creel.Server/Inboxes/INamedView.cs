namespace Creel.Server.Inboxes;

/// <summary>Something that a command looks into and that says which one it is.</summary>
internal interface INamedView : IDisposable
{
    /// <summary>Which one this is, for the person who asked.</summary>
    string Name { get; }
}
