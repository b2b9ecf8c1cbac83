namespace EgressGuard.Core; internal static class P { }
