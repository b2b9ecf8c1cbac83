using System.Diagnostics;
using EgressGuard.Core.Admission;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Welcome;

namespace EgressGuard.Webhook.Telemetry;

/// <summary>
/// One span for every request to the TLS port: what was asked, what became of it, by which rules. Nothing of the object is in it, not
/// even its name: the uid leads to the line of the log. Where nobody listens there is no span, and no cost.
/// </summary>
internal static class ReviewSpan
{
    /// <summary>The name of the source of these spans.</summary>
    public const string Source = "EgressGuard";

    private static readonly ActivitySource Spans = new(Source, StartReport.Version);

    /// <summary>Begins a span, as a part of the API server's trace where it sends one.</summary>
    public static Activity? Start(HttpContext http, AdmissionPhase phase)
    {
        if (!Spans.HasListeners())
        {
            return null;
        }

        // The web server's own activity is not exported: as a parent it would be missing.
        Activity.Current = null;
        var headers = http.Request.Headers;
        var caller = ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var sent) ? sent : default;
        var name = phase == AdmissionPhase.Validate ? "validate" : "mutate";
        return Spans.StartActivity(name, ActivityKind.Server, caller)?.SetTag("egressguard.phase", name);
    }

    /// <summary>Writes down an answer.</summary>
    public static void Answered(this Activity? span, AdmissionAnswer answer)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.SetTag("egressguard.decision", ReviewLabels.Decision(answer));
        span.SetTag("egressguard.operation", ReviewLabels.Operation(answer));
        span.SetTag("egressguard.kind", KindLabel.Of(answer.Request.Group, answer.Request.Kind));
        span.SetTag("egressguard.rules", answer.Verdict.Findings.Select(finding => finding.Rule).Distinct().ToArray());
        span.SetTag("egressguard.code", (int)answer.Code);
        span.SetTag("egressguard.uid", answer.Uid);
        if (answer.Fault is { } fault)
        {
            // The type alone: a message can quote what it stumbled over.
            span.SetTag("error.type", fault.GetType().FullName);
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Writes down the HTTP status, and that a request got no review for an answer.</summary>
    public static void Ended(this Activity? span, HttpContext http)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("http.response.status_code", http.Response.StatusCode);
            if (http.Response.StatusCode != StatusCodes.Status200OK)
            {
                span.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
