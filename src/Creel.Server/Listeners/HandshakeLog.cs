using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Listeners;

/// <summary>
/// Kestrel keeps the reason of a failed handshake to itself and only logs it. This listens in on that one category and hands the
/// reason to the <see cref="HandshakeWatch"/> of the connection, in whose flow the logging happens.
/// </summary>
internal sealed class HandshakeLog : ILoggerProvider
{
    private const string Category = "Microsoft.AspNetCore.Server.Kestrel.Https.Internal.HttpsConnectionMiddleware";
    private const string TimedOutEvent = "AuthenticationTimedOut";
    private static readonly AsyncLocal<Attempt?> Flow = new();

    /// <summary>What the log said about the handshake of one connection.</summary>
    internal sealed class Attempt
    {
        public Exception? Failure { get; set; }

        public bool TimedOut { get; set; }

        /// <summary>What is wrong with the client's certificate.</summary>
        public HandshakeProblem? Client { get; set; }
    }

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<ILoggerProvider, HandshakeLog>();
        services.Configure<LoggerFilterOptions>(options => options.Rules.Add(new LoggerFilterRule(
            typeof(HandshakeLog).FullName, categoryName: null, logLevel: null, (_, category, _) => category == Category)));
    }

    /// <summary>From here on, what is logged in this flow belongs to this attempt.</summary>
    public static Attempt Begin() => Flow.Value = new Attempt();

    /// <summary>The handshake is done: requests need not carry the attempt along.</summary>
    public static void End() => Flow.Value = null;

    /// <summary>The client's certificate is refused; called while the handshake is under way.</summary>
    public static void Refuse(X509Certificate2? client, X509Chain? chain)
    {
        if (Flow.Value is { } attempt) attempt.Client = HandshakeProblem.OfClient(client, chain);
    }

    public ILogger CreateLogger(string categoryName) => new Listener();

    public void Dispose()
    {
    }

    private sealed class Listener : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Flow.Value is not { } attempt) return;
            if (exception is not null) attempt.Failure = exception;
            if (id.Name == TimedOutEvent) attempt.TimedOut = true;
        }
    }
}
