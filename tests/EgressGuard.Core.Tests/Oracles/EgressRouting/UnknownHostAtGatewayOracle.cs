using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C20.</summary>
internal sealed class UnknownHostAtGatewayOracle : PathRuleOracle
{
    public override string Rule => "EG917";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService", "ServiceEntry"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.HostUnknownAtGateway];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.EntryHost, Mutation.DestinationPort, Mutation.DestinationHost, Mutation.Without("ServiceEntry")];

    private protected override bool IsTold(NaiveFault fault, PathAsked asked) =>
        !asked.IsSupposed && (!asked.Change.Case.IsRemoval || asked.IsAnswered);
}
