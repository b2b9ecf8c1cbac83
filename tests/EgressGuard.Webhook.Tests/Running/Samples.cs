namespace EgressGuard.Webhook.Tests.Running;

/// <summary>Reviews for tests.</summary>
internal static class Samples
{
    public const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";

    /// <summary>A ServiceEntry that several rules refuse.</summary>
    public static readonly string OpenServiceEntry = Review(
        """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"cnn"},"spec":{"hosts":["edition.cnn.com"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}]}}""");

    /// <summary>The review of the creation of a ServiceEntry.</summary>
    public static string Review(string serviceEntry, string user = "alice") =>
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"UID","operation":"CREATE","kind":{"group":"networking.istio.io","version":"v1","kind":"ServiceEntry"},"namespace":"shop","name":"cnn","userInfo":{"username":"USER"},"object":OBJECT,"oldObject":null}}"""
            .Replace("UID", Uid, StringComparison.Ordinal)
            .Replace("USER", user, StringComparison.Ordinal)
            .Replace("OBJECT", serviceEntry, StringComparison.Ordinal);
}
