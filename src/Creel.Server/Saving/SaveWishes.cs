using Creel.Configuration;

namespace Creel.Server.Saving;

/// <summary>Which save files are wanted.</summary>
internal static class SaveWishes
{
    /// <param name="topology">Each source may have a file of its own.</param>
    /// <param name="everything">The file of --save, for the bodies of all sources; null: none.</param>
    public static IReadOnlyCollection<SaveWish> Of(Topology topology, string? everything)
    {
        var wishes = topology.Sources.Where(source => source.SaveFile is not null).Select(source => new SaveWish(source.SaveFile!, source.Name));
        return [.. wishes, .. everything is null ? Array.Empty<SaveWish>() : [new SaveWish(everything, null)]];
    }
}
