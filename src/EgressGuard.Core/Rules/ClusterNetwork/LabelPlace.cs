using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>Where a finding about a label points that may be absent.</summary>
internal static class LabelPlace
{
    /// <summary>The label; where it is absent, the labels; where there are none, the metadata.</summary>
    public static string Of(ObjectMeta metadata, string key) => metadata switch
    {
        _ when metadata.Label(key) is not null => JsonPointer.Label(key),
        { Labels.Count: > 0 } => "/metadata/labels",
        _ => "/metadata",
    };
}
