using System.Collections.Immutable;
using EgressGuard.Core.Rules.Labels;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>Rules about pods and pod templates: EG3nn, ordered by id.</summary>
internal static class PodsFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new InjectionDisabled(),
        new HostNetwork(),
        new OutboundCaptureExcluded(),
        new ProxyIdentity(),
        new NetworkCapabilities(),
        new RequiredLabel(),
        new AmbientOptOut(),
        new VirtualInterfaces(),
        new InitBeforeSidecar(),
        new FurtherNetwork(),
        new TlsModeLabel(),
        new NetworkLabel(),
        new ProcessMayChangeIdentity(),
        new SharedProcessNamespace(),
        new OwnNameServers(),
        new HostAliases(),
        new OtherKernel(),
        new ImageAutoNotInjected(),
        new GatewayServiceAccount(),
    ];
}
