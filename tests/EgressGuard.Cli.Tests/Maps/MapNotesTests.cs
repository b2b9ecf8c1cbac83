using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Maps;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Tests.Maps;

public sealed class MapNotesTests
{
    [Fact]
    public void The_gravest_path_can_be_asked_about_as_it_is_written() => Assert.Equal(
        [
            "Why: egressguard explain --from shop --host '*.example.com' --port 443, with the same policy and paths.",
            "The input has no ServiceEntry and no Gateway and no VirtualService, and is taken to be the whole mesh.",
        ],
        MapNotes.Of(SampleMap.WithNames("shop", "*.example.com"), EgressPolicy.Default, new MeshInput("cluster.local", "default")));

    [Fact]
    public void What_the_map_cannot_show_is_said()
    {
        var good = SampleMap.Of with { Entries = [SampleMap.Of.Entries[3]] };
        var open = EgressPolicy.Default with { Mesh = new MeshSettings { OutboundTrafficPolicy = OutboundTrafficPolicy.AllowAny } };

        Assert.Equal(
            "Hosts that no ServiceEntry declares are not on the map. They leave directly: the policy says outboundTrafficPolicy ALLOW_ANY.",
            MapNotes.Of(good, open, new MeshInput("cluster.local", "default")).First());
    }
}
