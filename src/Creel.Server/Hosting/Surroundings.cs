using Creel.Server.Configuring;
using Creel.Server.Local;
using Creel.Server.Printing;
using Creel.Telemetry;

namespace Creel.Server.Hosting;

/// <summary>What all parts of a running server share.</summary>
internal sealed record Surroundings(DataDirectory Data, LiveConfig Live, RequestPrinter Printer, CreelMetrics Metrics, TimeProvider Time);
