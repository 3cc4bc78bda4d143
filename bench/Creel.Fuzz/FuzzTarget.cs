using System.Text;

namespace Creel.Fuzz;

/// <summary>Something that takes any bytes. It throws when what came of them is wrong; what it throws is a finding.</summary>
/// <param name="Name">Names the folder of its corpus and of its findings.</param>
/// <param name="Run">Takes an input and judges what came of it.</param>
/// <param name="Texts">Inputs to begin with: one of each kind that is known.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, params string[] Texts)
{
    public IEnumerable<byte[]> Seeds => Texts.Select(text => Encoding.Latin1.GetBytes(text));
}

/// <summary>What a target expects did not hold.</summary>
internal sealed class FindingException(string message) : Exception(message)
{
    public static void ThrowUnless(bool holds, string message)
    {
        if (!holds) throw new FindingException(message);
    }
}
