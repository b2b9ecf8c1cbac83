using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Samples;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>Many teams share the ports of one egress gateway. What is wrong with one of their hosts has nothing to do with the others' Gateways.</summary>
public sealed class SharedPortTests
{
    private static readonly MeshSnapshot Samples = SampleMesh.Load(SampleMesh.FilesBelow(SampleMesh.Compliant)).Snapshot;

    /// <summary>Patterns P4 and P6 close port 443, and patterns P2 and P5 of others have servers at the same port.</summary>
    [Theory]
    [InlineData("help-center", "api.deepl.com")]
    [InlineData("payouts", "transfers.bank.example.com")]
    public void A_port_that_is_closed_on_purpose_has_no_fault_of_others(string client, string host)
    {
        var path = new EgressPaths(Samples, EgressPolicy.Default).Find(new PathQuestion(client, host, 443));

        Assert.Equal(PathOutcome.Blocked, path.Outcome);
        Assert.Empty(path.Ways.SelectMany(way => way.Faults));
    }

    [Fact]
    public void Nothing_is_wrong_with_any_path_of_the_compliant_sets()
    {
        var map = EgressMap.Of(Samples, EgressPolicy.Default);

        Assert.Empty(map.Entries.SelectMany(entry => entry.Reaches).SelectMany(path => path.Ways).SelectMany(way => way.Faults));
        Assert.Contains(map.Entries.SelectMany(entry => entry.Reaches), path => path.Outcome == PathOutcome.ViaGateway);
    }

    /// <summary>The host's own server is told of, though an older one at the port would take what arrives.</summary>
    [Fact]
    public void A_mismatch_is_told_of_the_hosts_own_server()
    {
        var mesh = Samples.Without(ObjectKind.DestinationRule, new ObjectRef("help-center", "egress-gateway"));
        var path = new EgressPaths(mesh, EgressPolicy.Default).Find(new PathQuestion("help-center", "api.deepl.com", 80));

        Assert.Equal(PathOutcome.Blocked, path.Outcome);
        Assert.All(
            path.Ways.SelectMany(way => way.Faults).SelectMany(fault => fault.Objects).Where(item => item.Kind == ObjectKind.Gateway),
            item => Assert.Equal("help-center", item.Reference.Namespace));
    }
}
