using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>
/// A rule about a fault that several objects make together. Whichever of them is written last is told at its own place; where a change
/// uncovers a fault of others, as a deletion can, it is told of the object as a whole.
/// </summary>
internal abstract class PathFaultRule : Rule
{
    private static readonly string[] PlainBeginnings = ["The ", "No ", "Sidecars "];

    /// <summary>Whether the rule is about this fault of a way.</summary>
    private protected abstract bool Concerns(PathFault fault, PathWay way);

    /// <summary>Whether the fault is told of this change: not where another rule says it, or where what is missing simply follows.</summary>
    private protected virtual bool IsTold(PathFault fault, PathChange change, RuleContext context) => true;

    /// <summary>Whether the finding is as grave as the rule, or a milder case.</summary>
    private protected virtual bool IsGrave(PathFault fault, PathWay way, RuleContext context) => true;

    /// <summary>What to write instead.</summary>
    private protected virtual string Remedy(PathFault fault, PathChange change, RuleContext context) => PathFaultRemedies.Of(fault.Code);

    internal sealed override void Check(RuleContext context)
    {
        if (!context.Paths.CanBeJudged() || context.Paths.Faulty.Count == 0)
        {
            return;
        }

        var found = new Dictionary<(string Pointer, PathFaultCode Code), List<Found>>();
        foreach (var change in context.Paths.Faulty)
        {
            foreach (var way in change.After.Ways)
            {
                foreach (var fault in way.Faults)
                {
                    if (Concerns(fault, way) && Place(fault, change, context) is { } pointer && IsTold(fault, change, context))
                    {
                        found.TryAdd((pointer, fault.Code), []);
                        found[(pointer, fault.Code)].Add(new Found(change, way, fault));
                    }
                }
            }
        }

        foreach (var ((pointer, _), cases) in found)
        {
            var grave = cases.Find(item => IsGrave(item.Fault, item.Way, context));
            var (change, way, fault) = grave ?? cases[0];
            var others = cases.Select(item => item.Change).Where(other => other != change).Prepend(change).Distinct().ToList();
            var message = $"{(Own(fault, context) is null ? Uncovered(fault, context.Subject) : fault.Message)}.{PathText.Consequence(change, way.Outcome)}{PathText.Others(others)}";
            if (grave is null)
            {
                context.Advise(pointer, message, Remedy(fault, change, context));
            }
            else
            {
                context.Report(pointer, message, Remedy(fault, change, context));
            }
        }
    }

    /// <summary>The place in the subject; "" where the change uncovers a fault of others; null where the subject has no part in it.</summary>
    private static string? Place(PathFault fault, PathChange change, RuleContext context)
    {
        if (Own(fault, context) is { } own)
        {
            return own.Pointer;
        }

        // A host that is merely supposed cannot have been reached before.
        return change.IsSupposed || change.Before.Ways.Any(way => way.Faults.Any(other => other.Code == fault.Code && other.Message == fault.Message))
            || !IsUncovered(change) ? null : "";
    }

    private static PathObject? Own(PathFault fault, RuleContext context) =>
        fault.Objects.FirstOrDefault(item => item.Kind == context.Subject.Object.Kind && item.Reference == context.Subject.Reference);

    /// <summary>The fault is of other objects, and whoever reads must know what it has to do with this one.</summary>
    private static string Uncovered(PathFault fault, Subject subject)
    {
        // Sentences begin with an object's kind, which keeps its capital, or with one of these words.
        var isWord = PlainBeginnings.Any(word => fault.Message.StartsWith(word, StringComparison.Ordinal));
        var said = isWord ? char.ToLowerInvariant(fault.Message[0]) + fault.Message[1..] : fault.Message;
        return (subject.IsRemoval ? "Without this object: " : "With this change: ") + said;
    }

    /// <summary>What is being added without a part in the fault, such as a ServiceEntry for which everything else stands wrong, is not to blame.</summary>
    private static bool IsUncovered(PathChange change) =>
        change.Before.Protocol is not null && change.Before.Outcome is PathOutcome.ViaGateway;

    private sealed record Found(PathChange Change, PathWay Way, PathFault Fault);
}
