using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>
/// A workload that makes pods from a template: Deployment, StatefulSet, DaemonSet and ReplicaSet of apps, Job and CronJob of batch.
/// The verdict on the template is the verdict that its pods will get, told to the one who can mend it.
/// </summary>
public sealed record Workload : KubeObject
{
    /// <summary>What the workload declares; null only in a malformed object.</summary>
    public WorkloadSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => WorkloadKind;

    /// <summary>Which of the six it is, as the reader was told.</summary>
    [JsonIgnore]
    public ObjectKind WorkloadKind { get; init; } = ObjectKind.Deployment;

    /// <summary>The pod template; null only in a malformed object.</summary>
    [JsonIgnore]
    public PodTemplate? Template => Kind == ObjectKind.CronJob ? Spec?.JobTemplate?.Spec?.Template : Spec?.Template;

    /// <summary>Where the template stands, as a JSON pointer.</summary>
    [JsonIgnore]
    public string TemplatePointer => Kind == ObjectKind.CronJob ? "/spec/jobTemplate/spec/template" : "/spec/template";

    internal override bool HasSpec => Template?.Spec is not null;
}

/// <summary>The <c>spec</c> of a workload.</summary>
public sealed record WorkloadSpec
{
    /// <summary>The pod template, of every kind but CronJob.</summary>
    public PodTemplate? Template { get; init; }

    /// <summary>The job template of a CronJob.</summary>
    public JobTemplate? JobTemplate { get; init; }
}

/// <summary>The job that a CronJob makes.</summary>
public sealed record JobTemplate
{
    /// <summary>The job's spec.</summary>
    public WorkloadSpec? Spec { get; init; }
}

/// <summary>The pod that a workload makes.</summary>
public sealed record PodTemplate
{
    /// <summary>The pod's metadata; may be null.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The pod's spec.</summary>
    public PodSpec? Spec { get; init; }
}
