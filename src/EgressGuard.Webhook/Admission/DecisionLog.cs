using System.Net;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Policy;
using EgressGuard.Webhook.Logging;

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

        logger.Log(
            level,
            new EventId(1, nameof(Decision)),
            new DecisionEntry(phase, answer, took),
            QuietFault.Of(answer.Fault),
            static (entry, _) => entry.ToString());
        foreach (var exempted in answer.Verdict.Exempted)
        {
            var (kind, name) = (DecisionEntry.KindOf(answer.Request), DecisionEntry.NameOf(answer.Request));
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

    [LoggerMessage(4, LogLevel.Information, "exempted {Kind} {Name} rule={Rule} exemption={Exemption} until={Expires} uid={Uid}")]
    private partial void LogExempted(string kind, string name, string rule, string exemption, string expires, string uid);

    [LoggerMessage(2, LogLevel.Warning, "A request from {Sender} got an HTTP error instead of a verdict. {Problem}")]
    private partial void LogUnreadable(IPAddress? sender, string problem);

    [LoggerMessage(3, LogLevel.Warning, "More reviews than --max-concurrent-reviews: some are answered with 429 and asked to come back.")]
    private partial void LogOverloaded();
}
