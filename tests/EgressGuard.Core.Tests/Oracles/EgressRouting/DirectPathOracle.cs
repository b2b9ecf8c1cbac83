using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>2.10: a change opens a way past the egress gateway, or brings a host that has none through it.</summary>
internal sealed class DirectPathOracle : RuleOracle
{
    private static readonly string[] Kinds = ["ServiceEntry", "VirtualService", "Gateway", "DestinationRule", "Sidecar", "Namespace"];

    private static readonly Action<MeshObjects, Pick>[] Mistakes =
    [
        Mutation.Removed, Mutation.Export, Mutation.Bound, Mutation.MatchPort, Mutation.RuleBalancer, Mutation.EntryPort, Mutation.Copied,
        Bystanders.Sidecar, Bystanders.Rival, Bystanders.RivalEntry,
    ];

    public override string Rule => "EG901";

    /// <summary>Each case is a mesh with some ten questions, twice.</summary>
    public override int CasesPerTenThousand => 250;

    public override OracleCase Generate(Pick pick) => PathCases.Generate(pick, Kinds, Mistakes, Form.All);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var home = Kind(@case.Object) == "Namespace" ? Name(@case.Object) : Namespace(@case.Object);
        return PathQuestions.IsPlatform(home, @case)
            ? []
            : PathAsked.All(new PathCase(@case)).Where(asked => !asked.IsSupposed && IsOpened(asked)).Select(Pointer).Distinct();
    }

    /// <summary>
    /// Which hop of several a finding of a VirtualService, a DestinationRule or a Sidecar stands at is a matter of words: the first in which
    /// it has a part. Whether it is told at all is compared, and the port of a ServiceEntry.
    /// </summary>
    public override IEnumerable<string> Compared(IEnumerable<string> pointers) => pointers
        .Select(pointer => pointer.StartsWith("/spec/ports/", StringComparison.Ordinal) || pointer == "/metadata/labels" ? pointer : "")
        .Distinct();

    private static bool IsOpened(PathAsked asked)
    {
        var @case = asked.Change.Case;
        if (asked.After.Max(way => way.Outcome) != PathOutcome.Direct)
        {
            return false;
        }

        if (Kind(@case.Object) != "ServiceEntry")
        {
            return asked.Brings(PathOutcome.Direct);
        }

        // What becomes of destinations that nothing declares is not the entry's; what another entry declares that comes to light is.
        return asked.IsAnswered
            && (asked.Brings(PathOutcome.Direct) || (!@case.IsRemoval && ReferenceEquals(asked.Answering, @case.Object)));
    }

    private static string Pointer(PathAsked asked)
    {
        var subject = asked.Change.Case.Object;
        var index = Items(Spec(subject)["ports"]).FindIndex(port => Number(port["number"]) == asked.Port);
        return asked.Change.Case.IsRemoval ? ""
            : Kind(subject) == "Namespace" ? "/metadata/labels"
            : Kind(subject) == "ServiceEntry" && index >= 0 ? $"/spec/ports/{index}"
            : "";
    }
}
