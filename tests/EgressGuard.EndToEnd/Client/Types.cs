using System.Text.Json.Nodes;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.EndToEnd.Client;

/// <summary>The types that the tests write, and how addresses name them.</summary>
internal static class Types
{
    private const string Networking = "networking.istio.io";
    private const string Guard = "egressguard.io";
    private const string Admission = "admissionregistration.k8s.io";

    public static readonly ResourceType Namespace = new("", "v1", "namespaces", "Namespace", false);
    public static readonly ResourceType Pod = new("", "v1", "pods", "Pod", true);
    public static readonly ResourceType Service = new("", "v1", "services", "Service", true);
    public static readonly ResourceType Crd =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    public static readonly ResourceType ServiceEntry = new(Networking, "v1", "serviceentries", "ServiceEntry", true);
    public static readonly ResourceType VirtualService = new(Networking, "v1", "virtualservices", "VirtualService", true);
    public static readonly ResourceType Policy = new(Guard, "v1alpha1", "egresspolicies", "EgressPolicy", false);
    public static readonly ResourceType Exemption = new(Guard, "v1alpha1", "egressexemptions", "EgressExemption", false);

    public static readonly ResourceType Report = new("wgpolicyk8s.io", "v1alpha2", "policyreports", "PolicyReport", true);
    public static readonly ResourceType Event = new("events.k8s.io", "v1", "events", "Event", true);

    private static readonly ResourceType[] All =
    [
        Namespace, Pod, Service, Crd, ServiceEntry, VirtualService, Policy, Exemption,
        new(Admission, "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false),
        new(Admission, "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false),
        new(Networking, "v1", "gateways", "Gateway", true),
        new(Networking, "v1", "destinationrules", "DestinationRule", true),
        new("apps", "v1", "deployments", "Deployment", true),
        new("apps", "v1", "statefulsets", "StatefulSet", true),
        new("apps", "v1", "daemonsets", "DaemonSet", true),
        new("batch", "v1", "jobs", "Job", true),
        new("batch", "v1", "cronjobs", "CronJob", true),
    ];

    /// <summary>The type of an object, in the version that the object says.</summary>
    public static ResourceType Of(JsonObject item)
    {
        var (apiVersion, kind) = (item["apiVersion"]!.GetValue<string>(), item["kind"]!.GetValue<string>());
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        return All.Single(type => type.Group == group && type.Kind == kind) with { Version = version };
    }
}
