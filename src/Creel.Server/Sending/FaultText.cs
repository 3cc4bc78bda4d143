using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Sending;

/// <summary>What was sent, what came, what was expected: for people, or as one JSON object.</summary>
internal static class FaultText
{
    public static string Text(FaultReport report)
    {
        var plan = report.Plan;
        var text = new StringBuilder();
        Line(text, "Fault:", $"{report.Kind.Name()}: {report.Kind.What()}");
        Line(text, "Sent:", string.Create(CultureInfo.InvariantCulture, $"{(report.Answers.Count > 1 ? $"{report.Answers.Count} times " : "")}{Method(plan)} {Url(plan)}, a body of {report.Bytes:N0} bytes{As(plan)}"));
        for (var i = 0; i < report.Answers.Count; i++) Line(text, i == 0 ? "Answered:" : "", Answer(report.Answers[i]));
        if (report.Verdict is not { } verdict) return text.ToString();
        Line(text, "Expected:", verdict.Expected);
        return text.AppendLine(verdict.Behaved ? "The receiver behaved." : $"The receiver did not behave. {verdict.Wrong}").ToString();
    }

    public static string Json(FaultReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("fault", report.Kind.Name());
            json.WriteString("url", Url(report.Plan));
            json.WriteString("sender", (report.Plan.Signing?.Sender ?? report.Plan.Sender)?.Name);
            json.WriteString("signed", report.Plan.Signing?.Scheme.Description);
            json.WriteStartArray("answers");
            foreach (var answer in report.Answers)
            {
                json.WriteStartObject();
                json.WriteNumber("status", answer.Status);
                if (answer.EventId is { } id) json.WriteString("id", id);
                if (answer.Fault is { } fault) json.WriteString("error", fault.Kind);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("expected", report.Verdict?.Expected);
            json.WriteBoolean("behaved", report.Verdict is { Behaved: true });
            json.WriteString("wrong", report.Verdict?.Wrong);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Answer(SendResult answer) => answer switch
    {
        { Fault: { } fault } => $"nothing: {fault.Kind}",
        _ => $"{answer.Status} {(HttpStatusCode)answer.Status}{(answer.EventId is { } id ? $", event {id}" : "")}{(answer.Text.Length > 0 ? $": {AnswerText.OneLine(answer.Text, 200)}" : "")}",
    };

    private static string Method(SendPlan plan) => plan.Method?.Method ?? plan.Sample?.Method ?? "POST";

    // Without a query: a secret may stand there.
    private static string Url(SendPlan plan) => plan.Target.Url.GetLeftPart(UriPartial.Path);

    private static string As(SendPlan plan) => plan.Signing is { } signing ? $", as {signing.Sender.Title} ({signing.Scheme.Description})" : plan.Sender is { } sender ? $", as {sender.Title}" : "";

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine($"{name,-10} {value}");
}
