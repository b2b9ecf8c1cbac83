using System.Globalization;
using System.Net;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Policy;

namespace EgressGuard.Webhook.Admission;

/// <summary>One line for every decision: who wanted what, and what became of it. Never the object, which may hold secrets.</summary>
internal sealed partial class DecisionLog(ILogger<DecisionLog> logger, TimeProvider time)
{
    private static readonly TimeSpan OverloadInterval = TimeSpan.FromSeconds(1);

    private long _overloadTold;

    /// <summary>Logs an answer: refusals and findings at information, the rest at debug, faults as errors.</summary>
    public void Decision(AdmissionPhase phase, AdmissionAnswer answer, TimeSpan took)
    {
        var level = answer.Fault is not null ? LogLevel.Error
            : answer is { IsAllowed: true, Verdict: { Findings.IsEmpty: true, Exempted.IsEmpty: true } } ? LogLevel.Debug
            : LogLevel.Information;
        if (!logger.IsEnabled(level))
        {
            return;
        }

        var request = answer.Request;
        var kind = request.SubResource.Length == 0 ? request.Kind : $"{request.Kind}/{request.SubResource}";
        var name = request.Name.Length == 0 ? "-" : request.Name;
        // The API server names a Namespace as the namespace of its own request.
        name = request.Namespace.Length == 0 || request is { Group: "", Kind: "Namespace" } ? name : $"{request.Namespace}/{name}";
        var rules = Join(answer.Verdict.Findings.Select(finding => finding.Rule));
        var notEvaluated = Join(answer.Verdict.NotEvaluated.Select(omission => omission.Rule));
        var milliseconds = took.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);
        LogDecision(
            level,
            answer.Fault,
            answer.IsAllowed ? "allowed" : "denied",
            phase == AdmissionPhase.Validate ? "validate" : "mutate",
            request.Operation,
            kind,
            name,
            request.Username.Length == 0 ? "-" : request.Username,
            (int)answer.Code,
            rules,
            notEvaluated,
            milliseconds,
            answer.Uid!);
        foreach (var exempted in answer.Verdict.Exempted)
        {
            LogExempted(kind, name, exempted.Finding.Rule, exempted.Exemption, Instant.Write(exempted.Expires), answer.Uid!);
        }
    }

    /// <summary>Logs a body that is no review. With <c>failurePolicy: Ignore</c> its object went in.</summary>
    public void Unreadable(HttpContext http, string problem)
    {
        // An IPv4 caller of a socket that serves both comes as ::ffff:10.0.0.1.
        var address = http.Connection.RemoteIpAddress;
        LogUnreadable(address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address, problem);
    }

    /// <summary>Logs that a review was turned away, at most once a second: overload is no time for writing.</summary>
    public void Overloaded()
    {
        var (now, told) = (time.GetTimestamp(), Interlocked.Read(ref _overloadTold));
        if ((told == 0 || time.GetElapsedTime(told, now) >= OverloadInterval)
            && Interlocked.CompareExchange(ref _overloadTold, now, told) == told)
        {
            LogOverloaded();
        }
    }

    private static string Join(IEnumerable<string> rules) => string.Join(',', rules.Distinct()) is { Length: > 0 } joined ? joined : "-";

    [LoggerMessage(
        EventId = 1,
        Message = "{Decision} {Phase} {Operation} {Kind} {Name} user={User} code={Code} "
            + "rules={Rules} not-evaluated={NotEvaluated} ms={Milliseconds} uid={Uid}")]
    private partial void LogDecision(
        LogLevel level,
        Exception? fault,
        string decision,
        string phase,
        string operation,
        string kind,
        string name,
        string user,
        int code,
        string rules,
        string notEvaluated,
        string milliseconds,
        string uid);

    [LoggerMessage(4, LogLevel.Information, "exempted {Kind} {Name} rule={Rule} exemption={Exemption} until={Expires} uid={Uid}")]
    private partial void LogExempted(string kind, string name, string rule, string exemption, string expires, string uid);

    [LoggerMessage(2, LogLevel.Warning, "A request from {Sender} got an HTTP error instead of a verdict. {Problem}")]
    private partial void LogUnreadable(IPAddress? sender, string problem);

    [LoggerMessage(3, LogLevel.Warning, "More reviews than --max-concurrent-reviews: some are answered with 429 and asked to come back.")]
    private partial void LogOverloaded();
}
