namespace Creel.Bench.Load;

/// <summary>A whole POST, rendered once, that a number makes a new one of.</summary>
internal interface IRequestTemplate
{
    /// <summary>A copy of the request for one connection.</summary>
    byte[] NewRequest();

    /// <summary>Writes the number into a request made by <see cref="NewRequest"/>.</summary>
    void Number(byte[] request, long number);
}
