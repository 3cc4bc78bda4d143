namespace Creel.Signatures;

/// <summary>
/// A key of the framework's, which one caller at a time may use. Who finds it taken gets another one of its own: that takes
/// microseconds, and nobody waits.
/// </summary>
internal sealed class SpareKey<T>(Func<T> create) where T : class, IDisposable
{
    private T? _spare;

    public T Take() => Interlocked.Exchange(ref _spare, null) ?? create();

    public void Give(T key) => Interlocked.Exchange(ref _spare, key)?.Dispose();
}
