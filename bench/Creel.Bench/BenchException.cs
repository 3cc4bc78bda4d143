namespace Creel.Bench;

/// <summary>The measurement can't be done; the message says what is wrong and what to do.</summary>
internal sealed class BenchException(string message, Exception? inner = null) : Exception(message, inner);
